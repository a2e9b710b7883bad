const VOID = new Set(['meta', 'img', 'br', 'hr', 'link', 'input']);

/** What is wrong with the nesting of a page's elements; empty when each is closed by its own end, innermost first. */
export function nestingProblems(page: string): readonly string[] {
  const open: string[] = [];
  const problems: string[] = [];
  for (const [, end, name = '', , self] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[^<>]*?)?)(\/?)>/g)) {
    if (end === '') {
      if (self === '' && !VOID.has(name)) open.push(name);
    } else if (open.at(-1) === name) open.pop();
    else problems.push(`</${name}> in <${open.at(-1) ?? 'nothing'}>`);
  }
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}
