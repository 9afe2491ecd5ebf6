// Loaded twice in one process, as after jest.resetModules: the second instance loads the addon again.
const check = require('./check.cjs');

async function main() {
  for (let i = 0; i < 3; i++) {
    for (const name of Object.keys(require.cache)) if (name.includes('linquant')) delete require.cache[name];
    await check(require('linquant'), require('linquant/formats'));
  }
}
main();
