// What a Linux binary may ask of the process that loads it: no library and no version of a symbol, so that any glibc,
// musl, Node and Bun can load it; and only symbols that all of them have. The linker does not tell of others.
import { execFileSync } from 'node:child_process';

const allowed = [
  /^napi_[a-z0-9_]+$/,
  /^(malloc|free|abort|memcpy|memmove|memset|memcmp|strlen|strcmp)$/,
  /^(_ITM_(de)?registerTMCloneTable|__gmon_start__|__cxa_finalize)$/, // weak: the compiler's start files
];
const exported = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

const lines = (command, args) =>
  execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n').filter(Boolean);

/** Throws where `file` asks for more, or gives more, than it may. */
export function checkLinuxBinary(file, binutils) {
  const symbols = (which) =>
    lines(`${binutils}nm`, ['-D', which, file]).map((line) => line.split(' ').at(-1));
  const wrong = [
    ...lines(`${binutils}readelf`, ['-dW', file]).filter((line) =>
      /\((NEEDED|RPATH|RUNPATH|TEXTREL)\)/.test(line),
    ),
    ...symbols('--undefined-only').filter((name) => !allowed.some((pattern) => pattern.test(name))),
    ...symbols('--defined-only').filter((name) => !exported.includes(name)),
    ...lines(`${binutils}readelf`, ['-lW', file]).filter((line) => /GNU_STACK.* RWE /.test(line)),
  ];
  if (wrong.length > 0) throw new Error(`${file} may not depend on, or export:\n${wrong.join('\n')}`);
}
