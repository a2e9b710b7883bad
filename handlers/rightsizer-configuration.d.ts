/** The content of rightsizer.yml as plain JSON, in a file beside the bundle; checked when it is packaged, and parsed again where it is read. */
declare module 'virtual:rightsizer-configuration' {
  const configuration: unknown;

  export { configuration };
}
