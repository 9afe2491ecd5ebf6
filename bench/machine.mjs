// What the numbers were measured on.
import { readFileSync } from 'node:fs';
import os from 'node:os';

const version = JSON.parse(readFileSync(new URL('../package.json', import.meta.url))).version;

/** Machine and versions; `peers` name and version what was measured beside linquant. */
export function machine(backend, peers) {
  const architecture = os.machine();
  const versions = Object.fromEntries(
    peers.filter((peer) => peer.version).map((peer) => [peer.library ?? peer.name, peer.version]),
  );
  return {
    cpu: os.cpus()[0]?.model.trim() ?? architecture,
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.platform()} ${os.release().split('-')[0]}, ${architecture}`,
    backend: backend.name === 'native' ? `native, ${backend.instructionSet}` : backend.name,
    versions: { linquant: version, Node: process.versions.node, ...versions },
  };
}
