// What the documentation claims is shown: each paragraph with a claim of equality or speed names what shows it, and the version of the
// other side.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const pages = [
  'README.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** Words of claims: of equality, and of speed. */
const equality = /\b(bit for bit|byte for byte|the same (bytes|codes|bits)|to the bit|exactly as)\b/i;
const speed =
  /\b(\d[\d.]* (µs|ns|ms|GB\/s|MB\/s)|times as (fast|long)|as (fast|long) as|faster|slower|(fourth|third|fifth|tenth) (of|less))\b/i;
/** Software that is compared with. Its version stands beside it. */
const others =
  /\b(PyTorch|ONNX Runtime|onnxruntime-node|XNNPACK|ggml|NumPy|sentence-transformers|libSQL|Qdrant|usearch)\b/;
const version = /\b\d+\.\d+|\(\d{4}-\d\d\)|commit/;
/** Where tests and benches live. */
const evidence = /^(test|bench|stores|findings|native\/test|examples)\//;

interface Claim {
  readonly text: string;
  readonly section: string;
}

/** Paragraphs, list items and table rows, each with the section it stands in. Code is run by tests of its own. */
function claimsOf(page: string): Claim[] {
  const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
  return text.split(/\n(?=#)/).flatMap((section) =>
    section
      .split(/\n\s*\n|\n(?=- |\| )/)
      .filter((part) => !part.startsWith('#') && (equality.test(part) || speed.test(part)))
      .map((part) => ({ text: part, section })),
  );
}

/** Whether a text names an existing test or bench, as a link, a path or a command. */
function namesEvidence(text: string, page: string): boolean {
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) =>
    normalize(join(dirname(page), link!)),
  );
  const paths = [...text.matchAll(/\b(?:test|bench|stores|findings|native\/test)\/[\w./-]+/g)].map(
    ([path]) => path,
  );
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
  return (
    [...links, ...paths].some((path) => evidence.test(path) && existsSync(path)) ||
    commands.some((name) => scripts[name] !== undefined)
  );
}

describe.each(pages)('%s', (page) => {
  const claims = claimsOf(page);

  it('names what shows each claim', () => {
    // A row of a table may rely on the text around it.
    const bare = claims.filter(
      ({ text, section }) => !namesEvidence(text.startsWith('|') ? section : text, page),
    );
    expect(bare.map(({ text }) => text)).toEqual([]);
  });

  it('names the version of the other side', () => {
    const bare = claims.filter(({ text }) => others.test(text) && !version.test(text));
    expect(bare.map(({ text }) => text)).toEqual([]);
  });
});

it('comments of exported functions name the version of what they equal', () => {
  const bare = readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => readFileSync(join('lib', path), 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [])
    .flatMap((comment) => comment.replace(/\s*\n\s*\* ?/g, ' ').split(/(?<=[.:]) (?=[A-Z-])/))
    .filter((sentence) => equality.test(sentence) && others.test(sentence) && !version.test(sentence));
  expect(bare).toEqual([]);
});
