/** The content of rightsizer.yml as plain JSON, put in by bundle.js; checked there, and parsed again where it is read. */
declare module 'virtual:rightsizer-configuration' {
  const configuration: unknown;

  export { configuration };
}
