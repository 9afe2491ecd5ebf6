import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './data.js';

/** A code block in the documentation. */
export interface Block {
  /** Where it begins, as `README.md:12`. */
  readonly name: string;
  /** What stands behind the opening fence. */
  readonly language: string;
  readonly code: string;
}

/** The pages that are written by hand. Generated pages are not: bench/RESULTS.md, docs/api. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...list('docs', '.md').filter((page) => !page.startsWith('docs/api/')),
];

/** The text of a file of the repository. */
export function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
}

/** Every block of the pages, and every `@example` of lib. */
export function allBlocks(): Block[] {
  return [
    ...pages.flatMap((page) => fencedBlocks(page, read(page))),
    ...list('lib', '.ts').flatMap((file) => examples(file, read(file))),
  ];
}

/** The blocks between fences. Indented ones are none: a list would be taken for code. */
export function fencedBlocks(file: string, text: string, firstLine = 1): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; language: string; line: number; code: string[] } | undefined;
  text.split('\n').forEach((line, i) => {
    const [, fence, rest] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined) open = { fence, language: rest!.trim(), line: firstLine + i, code: [] };
    } else if (fence?.startsWith(open.fence) && rest!.trim() === '') {
      blocks.push({ name: `${file}:${open.line}`, language: open.language, code: open.code.join('\n') });
      open = undefined;
    } else {
      open.code.push(line);
    }
  });
  if (open !== undefined) throw new Error(`${file}:${open.line}: a fence that is never closed`);
  return blocks;
}

/** The blocks of the doc comments in a TypeScript file. */
export function examples(file: string, text: string): Block[] {
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].flatMap((comment) => {
    const plain = comment[0].replace(/^ *(\/\*\*| \*\/| \* ?)/gm, '');
    const firstLine = text.slice(0, comment.index).split('\n').length;
    const blocks = fencedBlocks(file, plain, firstLine);
    const wanted = plain.match(/^@example/gm)?.length ?? 0;
    if (blocks.length !== wanted) {
      throw new Error(
        `${file}:${firstLine}: ${wanted} @example in a comment with ${blocks.length} fenced blocks`,
      );
    }
    return blocks;
  });
}

/** The files of a folder and its folders. */
function list(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file).replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith(ending))
    .sort();
}
