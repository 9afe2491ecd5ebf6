import { builtIn } from '../platform/node.js';
import { fileError, quote } from './file-error.js';
import type { Format } from './format.js';
import { type Entries, parseSafetensorsHeader } from './safetensors-header.js';
import { checkDataOffsets } from './safetensors-layout.js';
import { BytesTensor, type Tensor, tensorToFill } from './tensor.js';
import { notThisFormat, startBytes } from './what-file.js';

const { isUtf8 } = builtIn('node:buffer');

/**
 * The content of a safetensors file.
 *
 * @category safetensors
 */
export interface Safetensors {
  /** The tensors by name, in the order in which the header lists them. */
  readonly tensors: Map<string, Tensor>;
  /** The strings of the header's `__metadata__`; empty if it has none. */
  readonly metadata: Map<string, string>;
}

/** What the header of a safetensors file says. */
export interface SafetensorsLayout {
  readonly entries: Entries;
  /** The tensors in the order of the entries, still without their data. */
  readonly tensors: Map<string, BytesTensor>;
  readonly metadata: Map<string, string>;
  /** Where the data begins. */
  readonly begin: number;
}

/** The format, with the longest header that is read. */
export function safetensors(maxHeaderBytes: number): Format<SafetensorsLayout, Safetensors> {
  return {
    headEnd(start, size, file) {
      const wrong = (problem: string) => notThisFormat({ file }, formatName, problem, start);
      if (start.length < 8) throw wrong(`ends within its first 8 bytes, after ${size}`);
      // Compared as a BigInt, since a length above 2^53 is not exact as a number.
      const length = start.readBigUInt64LE();
      if (length > maxHeaderBytes) {
        throw wrong(`its header has ${length} bytes; at most ${maxHeaderBytes} are read (maxHeaderBytes)`);
      }
      const end = 8 + Number(length);
      if (end > size) throw wrong(`its header ends at byte ${end}, the file at ${size}`);
      return end;
    },

    open(head, size, file) {
      const { entries, metadata } = parseSafetensorsHeader(headerOf(head, file), { file });
      const tensors = makeTensors(entries, file);
      checkDataOffsets(entries, size - head.length, file);
      return { entries, tensors, metadata, begin: head.length };
    },

    finish({ entries: { begins, ends }, tensors, metadata, begin }, bytes) {
      let i = 0;
      for (const tensor of tensors.values()) {
        BytesTensor.fill(tensor, bytes.subarray(begin + begins[i]!, begin + ends[i]!));
        i++;
      }
      return { tensors, metadata };
    },
  };
}

const formatName = 'a safetensors file';

/** Makes the tensors of a file, still without their data. */
function makeTensors({ names, dtypes, shapes, fileDtypes }: Entries, file: string): Map<string, BytesTensor> {
  const tensors = new Map<string, BytesTensor>();
  for (let i = 0; i < names.length; i++) {
    const [dtype, name] = [dtypes[i]!, names[i]!];
    tensors.set(name, tensorToFill(dtype, shapes[i]!, file, name, fileDtypes[i]!));
    // Looked up once for each name: with a million of them that takes as long as parsing.
    if (tensors.size === i) throw fileError({ file }, `${quote(name)} appears twice in the header`);
  }
  return tensors;
}

/** The JSON of a header. */
function headerOf(head: Buffer, file: string): Buffer {
  const header = head.subarray(8);
  // The specification requires {, so that a file cannot be valid in another format too; the reference takes white space before it, which
  // aligns the data. This also refuses a byte order mark.
  let first = 0;
  while (first < header.length && ' \t\n\r'.includes(String.fromCharCode(header[first]!))) first++;
  if (header[first] !== 0x7b) {
    throw notThisFormat({ file }, formatName, 'its header must begin with {', head.subarray(0, startBytes));
  }
  if (!isUtf8(header)) throw fileError({ file }, 'its header is not valid UTF-8');
  return header;
}
