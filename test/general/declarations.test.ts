import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { read } from '../support/blocks.js';
import { root } from '../support/data.js';
import { compile, diagnosticsOf, entryPoints, exportsOf } from '../support/declarations.js';

const both = "import 'linquant';\nimport 'linquant/formats';\nimport 'linquant/embeddings';\n";

describe('the declarations, in a project of a user', () => {
  it.each([
    ['nodenext', { module: ts.ModuleKind.NodeNext }],
    ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    ['stricter', { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, isolatedModules: true }],
  ] as const)('need nothing but @types/node: %s, with every library checked', (_, options) => {
    // `types` is empty, so Buffer is known by what the declarations themselves refer to.
    const code = `${both}import { quantize } from 'linquant';
      import { readNpy } from 'linquant/formats';
      const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      const out: Buffer = quantize(new Float32Array(1), parameters, { out: Buffer.alloc(1) });
      readNpy('x').then(({ data }) => data.equals(out));`;
    expect(diagnosticsOf(compile(code, options).program)).toEqual([]);
  });

  it('take the Float16Array of newer libraries, and give it back', () => {
    const code = `import { convert, dequantize, fakeQuantize, quantize } from 'linquant';
      const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      const halves = new Float16Array(4);
      const codes: Int8Array = quantize(halves, parameters);
      const fake: Float16Array = fakeQuantize(halves, parameters);
      const back: Float16Array = dequantize(codes, parameters, { out: halves });
      export const copy: Float16Array = convert(fake, { to: 'float16', out: back });`;
    const newer = { target: ts.ScriptTarget.ESNext, lib: ['lib.esnext.d.ts'] };
    expect(diagnosticsOf(compile(code, newer).program)).toEqual([]);
  });

  it('are really looked at', () => {
    const { program } = compile("import { quantise } from 'linquant';\nquantise();");
    expect(diagnosticsOf(program).join()).toContain('quantise');
  });
});

it('name no typed array as a generic, which it is from TypeScript 5.7 on only', () => {
  for (const folder of ['dist', 'dist/formats', 'dist/embeddings']) {
    for (const file of readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.d.ts'))) {
      expect(read(`${folder}/${file}`), file).not.toMatch(/\w+(?:Array|Buffer)</);
    }
  }
});

describe.each(entryPoints)('the declarations of %s', (entryPoint) => {
  const { program, file } = compile(both);
  const checker = program.getTypeChecker();
  const symbols = exportsOf(program, file, entryPoint);

  /** A comment on the declaration itself: the compiler would also take one of another overload. */
  const isSilent = (node: ts.Node) =>
    ts.getJSDocCommentsAndTags(node).every((one) => !ts.isJSDoc(one) || one.comment === undefined);

  /** Overloads and types, and the members of interfaces and of object types. */
  function documented(node: ts.Node): ts.Node[] {
    const inner: ts.Node[] = [];
    const visit = (child: ts.Node): void => {
      if (ts.isPropertySignature(child) || ts.isMethodSignature(child)) inner.push(child);
      ts.forEachChild(child, visit);
    };
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) visit(node);
    return [ts.isVariableDeclaration(node) ? node.parent.parent : node, ...inner];
  }

  it('keep the comment of every export, overload and member', () => {
    const nodes = symbols.flatMap(({ declarations }) => declarations!).flatMap(documented);
    expect(nodes.length).toBeGreaterThan(symbols.length);
    expect(nodes.filter(isSilent).map((node) => node.getText())).toEqual([]);
  });

  it('show an example of every function', () => {
    const functions = symbols.filter((symbol) => symbol.flags & ts.SymbolFlags.Function);
    expect(functions.length).toBeGreaterThan(5);
    const without = functions.filter(
      (symbol) => !symbol.getJsDocTags(checker).some(({ name }) => name === 'example'),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
