// The declarations that the package ships, compiled as a user's project compiles them; and the comments that they keep.
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../support/data.js';
import { compile, diagnosticsOf, entryPoints, exportsOf, ownDiagnosticsOf } from '../support/declarations.js';

const all =
  "import 'linquant';\nimport 'linquant/formats';\nimport 'linquant/embeddings';\nimport 'linquant/calibration';\nimport 'linquant/search';\nimport 'linquant/promises';\n";
/** The entry points alone: what they export is looked at, and nothing is checked. */
const imported = compile(all);

describe('the declarations, in a project of a user', () => {
  // Every library is checked once here, and by each of the ways of test/install/ways/types.mjs.
  it.each([
    ['nodenext', { module: ts.ModuleKind.NodeNext }, ownDiagnosticsOf],
    [
      'bundler',
      { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
      ownDiagnosticsOf,
    ],
    [
      'stricter, with every library checked',
      { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, isolatedModules: true },
      diagnosticsOf,
    ],
  ] as const)('need nothing but @types/node: %s', (_, options, diagnose) => {
    // `types` is empty, so Buffer is known by what the declarations themselves refer to.
    const code = `${all}import { quantize } from 'linquant';
      import { readNpy } from 'linquant/formats';
      const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      const out: Buffer = quantize(new Float32Array(1), parameters, { out: Buffer.alloc(1) });
      readNpy('x').then(({ data }) => data.equals(out));`;
    expect(diagnose(compile(code, options).program)).toEqual([]);
  });

  it('take the Float16Array of newer libraries, and give it back', () => {
    const code = `import { convert, dequantize, fakeQuantize, quantize } from 'linquant';
      const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      const halves = new Float16Array(4);
      const codes: Int8Array = quantize(halves, parameters);
      const fake: Float16Array = fakeQuantize(halves, parameters);
      const back: Float16Array = dequantize(codes, parameters, { out: halves });
      export const copy: Float16Array = convert(fake, { to: 'float16', out: back });`;
    const newer = { lib: ['lib.esnext.d.ts'] };
    expect(ownDiagnosticsOf(compile(code, newer).program)).toEqual([]);
  });

  it('make arrays that are transferred, hashed and put into a Blob where they are made, and take shared ones', () => {
    const code = `import * as linquant from 'linquant';
      import { binarizeEmbeddings, parametersForRanges, quantizeEmbeddings } from 'linquant/embeddings';
      const x = new Float32Array(32);
      const p = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      const codes = linquant.quantize(x, p);
      postMessage(codes, '*', [codes.buffer]);
      new Blob([
        codes,
        linquant.quantize(x, p),
        linquant.dequantize(codes, p),
        linquant.dequantize(codes, p, { floatType: 'float64' }),
        linquant.fakeQuantize(x, p),
        linquant.requantize(codes, p, { dtype: 'uint4', scale: 1, zeroPoint: 8 }),
        linquant.linearQuantize(x, 1, 0, 'int16'),
        linquant.linearDequantize(codes, 1, 0),
        linquant.convert(x, { to: 'float16' }),
        linquant.quantizeGgml(x, 'q8_0'),
        linquant.dequantizeGgml(new Uint8Array(34), 'q8_0'),
        linquant.packBits(x),
        linquant.packBits(x, { signed: true }),
        linquant.unpackBits(new Uint8Array(4), { length: 32 }),
        linquant.minMax(x, { shape: [4, 8], axis: 0 }).max,
        linquant.quantizeDynamic(x, { rule: 'onnx' }).data,
        quantizeEmbeddings(x, { dimensions: 8, rule: 'row' }).parameters.scale,
        quantizeEmbeddings(x, { dimensions: 8, rule: 'range' }).data,
        binarizeEmbeddings(x, { dimensions: 8 }).data,
        parametersForRanges(x).offset,
      ]);
      crypto.subtle.digest('SHA-256', linquant.quantize(x, p));
      crypto.subtle.digest('SHA-256', linquant.packBits(x, { signed: true }));
      crypto.subtle.digest('SHA-256', linquant.quantizeDynamic(x, { rule: 'absmax', shape: [4, 8], axis: 0 }).data);
      const shared: Int8Array = new Int8Array(new SharedArrayBuffer(32));
      const same: Int8Array<SharedArrayBuffer> = linquant.quantize(x, p, { out: new Int8Array(new SharedArrayBuffer(32)) });
      linquant.linearDequantize(shared, 1, 0);
      linquant.dequantize(same, p);
      // @ts-expect-error memory that may be shared
      new Blob([linquant.quantize(x, p, { out: shared })]);`;
    const browser = { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] };
    expect(ownDiagnosticsOf(compile(code, browser).program)).toEqual([]);
  });

  it('are really looked at', () => {
    const { program } = compile("import { quantise } from 'linquant';\nquantise();");
    expect(ownDiagnosticsOf(program).join()).toContain('quantise');
  });
});

it('name no typed array as a generic, which it is from TypeScript 5.7 on only', () => {
  const ours = imported.program
    .getSourceFiles()
    .filter(({ fileName }) => path.resolve(fileName).startsWith(path.join(root, 'dist')));
  expect(ours.length).toBeGreaterThan(30);
  for (const { fileName, text } of ours) {
    expect(text, fileName).not.toMatch(
      /\b(?:Array|Float|Int|Uint|Shared|Data|Big)\w*(?:Array|Buffer|View)<|\bBuffer</,
    );
  }
});

describe.each(entryPoints)('the declarations of %s', (entryPoint) => {
  const { program, file } = imported;
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

  it('show an example of every function and class', () => {
    const functions = symbols.filter(
      (symbol) => symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class),
    );
    expect(functions.length).toBeGreaterThan(2);
    const without = functions.filter(
      (symbol) => !symbol.getJsDocTags(checker).some(({ name }) => name === 'example'),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
