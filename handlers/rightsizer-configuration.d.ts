/** rightsizer.yml as plain JSON, in a file beside the bundle; checked when packaged, parsed again where it is read. */
declare module 'virtual:rightsizer-configuration' {
  const configuration: unknown;

  export { configuration };
}
