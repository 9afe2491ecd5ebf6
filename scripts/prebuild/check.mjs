// What a binary may ask of the machine that loads it, and give to it. The linker does not tell of more. (Code that calls
// the system by itself would pass: there is none, and a look at the sources shows it.)
//
// WebAssembly: two functions that copy bytes, and a memory of a fixed size.
//
// Linux: no library and no version of a symbol, so that any glibc, musl, Node and Bun can load it; and only symbols that
// all of them have. Windows: the two libraries that every version of it has.
import { execFileSync } from 'node:child_process';

const napi = /^napi_[a-z0-9_]+$/;
const exported = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];

/** What Linux's C libraries and the compiler's start files (weak) have. */
const linuxSymbols = [
  napi,
  /^(malloc|free|abort|memcpy|memmove|memset|memcmp|strlen|strcmp|getauxval)$/,
  /^(_ITM_(de)?registerTMCloneTable|__gmon_start__|__cxa_finalize)$/,
  // Of threads (native/threads). glibc has an older form of conditions too, which the loader may choose, but for all of these alike.
  /^pthread_(create|join|attr_(init|setstacksize|destroy)|mutex_(lock|unlock)|cond_(wait|broadcast))$/,
];

/** What mingw's start files and delay loading ask for on top: locks, memory protection, a message before an abort. */
const windowsSymbols = [
  ...linuxSymbols,
  /^(Delete|Enter|Initialize|Leave)CriticalSection$/,
  /^(LoadLibraryA|FreeLibrary|GetModuleHandleA|GetProcAddress|GetLastError|RaiseException|Sleep)$/,
  /^((Acquire|Release)SRWLockExclusive|SleepConditionVariableSRW|WakeAllConditionVariable)$/,
  /^(CreateThread|WaitForSingleObject|CloseHandle)$/,
  /^(LocalAlloc|LocalFree|TlsGetValue|VirtualProtect|VirtualQuery)$/,
  /^(__iob_func|_amsg_exit|_initterm|_lock|_unlock|calloc|realloc|fwrite|vfprintf|strncmp)$/,
];

const lines = (command, args) =>
  execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n').filter(Boolean);

const others = (names, patterns) => names.filter((name) => !patterns.some((pattern) => pattern.test(name)));

/** Names that are not exported, and exports that should not be. */
const wrongExports = (names) => [
  ...names.filter((name) => !exported.includes(name)),
  ...exported.filter((name) => !names.includes(name)).map((name) => `no ${name}`),
];

function wrongInLinux(file, binutils) {
  const symbols = (which) =>
    lines(`${binutils}nm`, ['-D', which, file]).map((line) => line.split(' ').at(-1));
  const dynamic = lines(`${binutils}readelf`, ['-dW', file]);
  const segments = lines(`${binutils}readelf`, ['-lW', file]);
  const needed = (all, pattern, what) => (all.some((line) => pattern.test(line)) ? [] : [`no ${what}`]);
  return [
    ...dynamic.filter((line) => /\((NEEDED|RPATH|RUNPATH|TEXTREL)\)/.test(line)),
    ...others(symbols('--undefined-only'), linuxSymbols),
    ...wrongExports(symbols('--defined-only')),
    ...needed(segments, /GNU_STACK.* RW {2}/, 'stack without rights to execute'),
    ...needed(segments, /GNU_RELRO/, 'read-only relocations'),
    ...needed(dynamic, /BIND_NOW/, 'binding when it is loaded'),
  ];
}

function wrongInWindows(file, binutils) {
  const all = lines(`${binutils}objdump`, ['-p', file]);
  const names = all.slice(all.findIndex((line) => line.startsWith('[Ordinal/Name Pointer] Table')));
  const listed = (texts, pattern) => texts.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return [
    ...others(listed(all, /DLL Name: (.*)/), [/^(KERNEL32|msvcrt)\.dll$/]),
    ...others(listed(all, /^\s+[0-9a-f]+\s+\d+\s+(\w+)$/), windowsSymbols),
    ...wrongExports(listed(names, /^\s*\[ *\d+\] (?:.* )?(\w+)$/)),
  ];
}

const checks = { linux: wrongInLinux, win32: wrongInWindows };

/** Throws where `file`, made on Linux for `platform`, asks for more, or gives more, than it may. */
export function checkBinary(platform, file, binutils) {
  const wrong = checks[platform](file, binutils);
  if (wrong.length > 0) throw new Error(`${file} is not as it must be:\n${wrong.join('\n')}`);
}

/** Throws where the WebAssembly module asks for more than copies of views, or gives anything but what lib/backend/wasm/ calls. */
export function checkModule(bytes) {
  const module = new WebAssembly.Module(bytes);
  const named = (list) =>
    list.map(({ module: from, name, kind }) => [from, name, kind].filter(Boolean).join(' '));
  const wrong = [
    ...differences(named(WebAssembly.Module.imports(module)), [
      'views load function',
      'views store function',
    ]),
    ...differences(named(WebAssembly.Module.exports(module)), [
      'memory memory',
      ...['slots', 'views', 'prepare', 'run'].map((name) => `${name} function`),
    ]),
  ];
  if (wrong.length > 0) throw new Error(`the WebAssembly module is not as it must be:\n${wrong.join('\n')}`);
}

/** What is in one list only. */
const differences = (names, wanted) => [
  ...names.filter((name) => !wanted.includes(name)),
  ...wanted.filter((name) => !names.includes(name)).map((name) => `no ${name}`),
];
