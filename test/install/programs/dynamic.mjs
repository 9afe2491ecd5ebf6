const { default: check } = await import('./check.cjs');
await check(await import('linquant'), await import('linquant/formats'));
