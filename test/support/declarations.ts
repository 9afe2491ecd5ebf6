import path from 'node:path';
import ts from 'typescript';
import { root } from './data.js';

/** What users import from. */
export const entryPoints = [
  'linquant',
  'linquant/formats',
  'linquant/embeddings',
  'linquant/calibration',
  'linquant/search',
] as const;

/** Files that were read and parsed: most of a program are the compiler's own libraries and @types/node, always the same. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** The compiler's view of a program that imports the entry points, as a project of a user does. */
export function compile(
  code: string,
  options: ts.CompilerOptions = {},
): { program: ts.Program; file: ts.SourceFile } {
  // Inside the package, so that its name resolves to it; never written to disk.
  const name = path.join(root, 'build', 'user.ts').replaceAll(path.sep, '/');
  const all = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    types: [],
    skipLibCheck: false,
    ...options,
  };
  const host = ts.createCompilerHost(all);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, how, ...rest) => {
    if (file === name) return ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
    const key = JSON.stringify([file, how]);
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, how, ...rest));
    return parsed.get(key);
  };
  const program = ts.createProgram([name], all, host);
  return { program, file: program.getSourceFile(name)! };
}

/** What the compiler has to say of a program and all its libraries. */
export function diagnosticsOf(program: ts.Program): string[] {
  return inLines(ts.getPreEmitDiagnostics(program));
}

/**
 * What the compiler has to say of the user's code and our declarations. The rest is the compiler's own libraries and
 * @types/node, which take most of the time; {@link diagnosticsOf} checks them too.
 */
export function ownDiagnosticsOf(program: ts.Program): string[] {
  const ours = program.getSourceFiles().filter(({ fileName }) => !fileName.includes('/node_modules/'));
  return inLines([
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
    ...program.getGlobalDiagnostics(),
  ]);
}

function inLines(diagnostics: readonly ts.Diagnostic[]): string[] {
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The exports of an entry point, as its declarations tell them. */
export function exportsOf(program: ts.Program, file: ts.SourceFile, entryPoint: string): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const found = file.statements
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => moduleSpecifier)
    .find((specifier) => ts.isStringLiteral(specifier) && specifier.text === entryPoint);
  const symbol = found && checker.getSymbolAtLocation(found);
  if (symbol === undefined) throw new Error(`${entryPoint} was not found`);
  return checker
    .getExportsOfModule(symbol)
    .map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one));
}
