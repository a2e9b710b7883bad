/** The program's version, for `--version` and AWS's logs; a test compares it with package.json. */
export const VERSION = '0.1.0';
