import ts from 'typescript';

/** What a comment behind a statement may promise, and where its check goes. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A comment that begins like a value is a promise; behind console.log each is one, but for "such as ...". */
const valueLike =
  /^(?:[[{<'"]|-?\d|[A-Z]\w*(?:\(\d+\))? ?[[{]|(?:NaN|-?Infinity|true|false|null|undefined)$)/;

/**
 * Turns the promises of a code block (`statement; // value`) into calls of `check` (promised.mjs).
 *
 * @returns the block with its checks, and how many there are
 */
export function withChecks(code: string): { code: string; count: number } {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    const promise = trailingComment(code, node);
    const edit = promise === undefined ? undefined : editOf(node, promise, source);
    if (edit !== undefined) edits.push(edit);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const checked = edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), code);
  return { code: checked, count: edits.length };
}

/** The comment on the line on which a statement ends. */
function trailingComment(code: string, node: ts.Node): string | undefined {
  if (!ts.isExpressionStatement(node) && !ts.isVariableStatement(node)) return undefined;
  const [comment] = ts.getTrailingCommentRanges(code, node.end) ?? [];
  return comment === undefined ? undefined : code.slice(comment.pos + 2, comment.end).trim();
}

function editOf(node: ts.Node, promise: string, source: ts.SourceFile): Edit | undefined {
  const wanted = JSON.stringify(promise);
  if (ts.isVariableStatement(node)) {
    const [declaration] = node.declarationList.declarations;
    if (!valueLike.test(promise)) return undefined;
    const text = ` check([${declaration!.name.getText(source)}], ${wanted}, false);`;
    return { start: node.end, end: node.end, text };
  }
  if (!ts.isExpressionStatement(node)) return undefined;
  const [start, end] = [node.getStart(source), node.end];
  const { expression } = node;
  if (ts.isCallExpression(expression) && expression.expression.getText(source) === 'console.log') {
    if (promise.startsWith('such as ')) return undefined;
    const values = expression.arguments.map((argument) => argument.getText(source)).join(', ');
    return { start, end, text: `check([${values}], ${wanted}, true);` };
  }
  if (!valueLike.test(promise)) return undefined;
  return { start, end, text: `check([${expression.getText(source)}], ${wanted}, false);` };
}
