import { readFile } from 'node:fs/promises';

// The records of a zip file (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16).
const endOfDirectory = Buffer.from('PK\x05\x06');
const directoryHeaderBytes = 46;

/** The names of the files in a small zip file, by its directory. */
export async function zipEntries(path: string): Promise<readonly string[]> {
  const zip = await readFile(path);
  const end = zip.lastIndexOf(endOfDirectory);
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = at + directoryHeaderBytes;
    names.push(zip.toString('utf8', name, name + nameBytes));
    at = name + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}
