// The targets that this repository makes binaries for. One without a toolchain file is built on its own system.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The cross-compiler of each target that has one here, and the tools that read what it makes. */
const crossed = {
  'linux-arm64': { toolchain: 'cmake/linux-arm64.cmake', binutils: 'aarch64-linux-gnu-' },
  'win32-x64': { toolchain: 'cmake/windows-x64.cmake', binutils: 'x86_64-w64-mingw32-' },
};

/** All targets of the package. */
export const targetNames = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-x64', 'darwin-arm64'];

export const hostTarget = `${process.platform}-${process.arch}`;

/** `{ name, platform, arch, toolchain, binutils }`: toolchain is undefined where this machine's own compiler is used. */
export function targetOf(name) {
  if (!targetNames.includes(name))
    throw new Error(`target must be one of ${targetNames.join(', ')}; got ${name}`);
  const [platform, arch] = name.split('-');
  const isOwn = name === hostTarget || (platform === 'darwin' && process.platform === 'darwin');
  const { toolchain, binutils = '' } = isOwn ? {} : (crossed[name] ?? {});
  if (!isOwn && toolchain === undefined) throw new Error(`${name} can only be built on ${platform}`);
  return { name, platform, arch, toolchain, binutils };
}
