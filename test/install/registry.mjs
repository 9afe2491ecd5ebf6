// A registry on this machine that has the tarball and what it depends on: packages are then installed by name, as users
// do it, and nothing is asked of any other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** A package as the registry tells of it and holds it. */
function publish(tarball) {
  const bytes = readFileSync(tarball);
  const manifest = JSON.parse(
    execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }),
  );
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const shasum = createHash('sha1').update(bytes).digest('hex');
  return { bytes, manifest, dist: { integrity, shasum } };
}

/** Packs a package that lies installed in a folder. */
function pack(folder, destination) {
  mkdirSync(destination, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }));
  return path.join(destination, filename);
}

/** Starts it; `installed` is a node_modules with everything that the tarball depends on. */
export async function startRegistry(tarball, installed, scratch) {
  const own = publish(tarball);
  const dependencies = Object.keys(own.manifest.dependencies ?? {});
  const others = dependencies.map((name) => publish(pack(path.join(installed, name), scratch)));
  const packages = new Map([own, ...others].map((entry) => [entry.manifest.name, entry]));
  const server = http.createServer((request, response) => {
    const [, name, file] = request.url.split('/');
    const entry = packages.get(name);
    if (entry === undefined) return response.writeHead(404).end('{}');
    if (file) return response.end(entry.bytes);
    const { version } = entry.manifest;
    const dist = { ...entry.dist, tarball: `${address}/${name}/${name}-${version}.tgz` };
    const time = { [version]: '2020-01-01T00:00:00.000Z' };
    const versions = { [version]: { ...entry.manifest, dist } };
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions, time }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  return { address, close: () => server.close() };
}
