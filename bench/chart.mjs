// The chart: GB/s on a logarithmic scale, one panel for each operation and size. No background, and tones that are
// read on white as well as on GitHub's dark page.
const tones = {
  text: '#737c87',
  grid: '#737c87',
  limit: '#d1622b',
  linquant: '#2f81f7',
  fallback: '#7fb0f5',
  other: '#8b949e',
};

const layout = { left: 148, top: 62, width: 178, gap: 22, bar: 15, heading: 24 };
const lowest = 0.05;
const highest = 200;
const room = 34; // for the number at the right

const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);
const round = (value) => Number(value.toFixed(1));

function text(x, y, content, { anchor = 'start', weight = 400, size = 12 } = {}) {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-weight="${weight}" font-size="${size}">${escaped(content)}</text>`;
}

function line(x, y1, y2, stroke, extra = '') {
  return `<line x1="${round(x)}" x2="${round(x)}" y1="${round(y1)}" y2="${round(y2)}" stroke="${stroke}" ${extra}/>`;
}

/** Where a number of GB/s lies in a panel. */
function position(rate) {
  const share = Math.log(Math.max(rate, lowest) / lowest) / Math.log(highest / lowest);
  return share * (layout.width - room);
}

const gigabytes = (floats, microseconds) => (floats * 4) / microseconds / 1000;
const shown = (rate) => (rate >= 100 ? rate.toFixed(0) : rate >= 1 ? rate.toFixed(1) : rate.toFixed(2));

/** The contestants of an operation that the chart shows: of linquant's instruction sets the chosen one only. */
function labelsOf(contests) {
  const labels = new Set();
  for (const { contestants } of contests) {
    contestants.forEach(({ name }, i) => {
      if (i === 0 || !/^linquant, (avx|scalar|neon)/.test(name)) labels.add(name);
    });
  }
  return [...labels];
}

function toneOf(name) {
  if (!name.startsWith('linquant')) return tones.other;
  return /fallback|calls/.test(name) ? tones.fallback : tones.linquant;
}

function panel(contest, labels, left, top) {
  const parts = [];
  const bottom = top + labels.length * layout.bar;
  for (const tick of [0.1, 1, 10, 100]) {
    parts.push(line(left + position(tick), top, bottom, tones.grid, 'stroke-opacity="0.3"'));
  }
  const { best } = contest.limit;
  const limit = left + position(gigabytes(contest.floats, best));
  labels.forEach((label, i) => {
    const contestant = contest.contestants.find(({ name }) => name === label);
    if (contestant === undefined) return;
    const rate = gigabytes(contest.floats, contestant.best);
    const end = left + position(rate);
    const y = top + i * layout.bar;
    parts.push(
      `<rect x="${left}" y="${y + 2}" width="${round(Math.max(1, end - left))}" height="${layout.bar - 4}" fill="${toneOf(label)}"/>`,
    );
    parts.push(text(left + layout.width, y + 11.5, shown(rate), { anchor: 'end', size: 11 }));
  });
  parts.push(line(limit, top, bottom, tones.limit, 'stroke-width="2"'));
  return parts;
}

/** The SVG of one program's results, but for parts with tables of their own: there would be too many panels. */
export function chart({ contests: all, machine }) {
  const contests = all.filter(({ part }) => part === undefined);
  const sizes = [...new Set(contests.map(({ size }) => size))];
  const operations = [...new Set(contests.map(({ operation }) => operation))];
  const column = (i) => layout.left + i * (layout.width + layout.gap);
  const parts = [
    text(8, 20, 'GB/s of float32 data, one thread, logarithmic: longer is faster', { weight: 600, size: 14 }),
  ];
  parts.push(line(16, 30, 42, tones.limit, 'stroke-width="2"'));
  parts.push(text(24, 40, 'limit: what Node copies or reads of the same memory'));
  sizes.forEach((size, i) => {
    parts.push(text(column(i), layout.top, `${size.toLocaleString('en')} floats`, { weight: 600 }));
  });
  let top = layout.top + 8;
  for (const operation of operations) {
    const rows = contests.filter((contest) => contest.operation === operation);
    const labels = labelsOf(rows);
    parts.push(text(8, top + 14, rows[0].title, { weight: 600 }));
    top += layout.heading - 4;
    labels.forEach((label, i) => {
      const short = label.replace('linquant, calls for each row', 'calls for each row');
      parts.push(text(layout.left - 8, top + i * layout.bar + 11.5, short, { anchor: 'end' }));
    });
    for (const contest of rows)
      parts.push(...panel(contest, labels, column(sizes.indexOf(contest.size)), top));
    top += labels.length * layout.bar + 4;
  }
  sizes.forEach((_, i) => {
    for (const tick of [0.1, 1, 10, 100]) {
      parts.push(text(column(i) + position(tick), top + 10, String(tick), { anchor: 'middle', size: 11 }));
    }
  });
  const versions = Object.entries(machine.versions).map((entry) => entry.join(' '));
  parts.push(text(8, top + 34, `${machine.cpu}, ${machine.system}`, { size: 11 }));
  parts.push(text(8, top + 49, versions.join(', '), { size: 11 }));
  const width = column(sizes.length);
  const height = Math.ceil(top + 58);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif" fill="${tones.text}">`,
    '<title>GB/s of linquant and others, by operation and size</title>',
    ...parts,
    '</svg>\n',
  ].join('\n');
}
