import { writeFile } from '../../formats/write-file.js';
import { Failure } from '../terminal/errors.js';
import type { Measured } from './measure.js';

/** What is used of Apache ECharts, which makes SVG without a document. */
interface ECharts {
  init(
    dom: null,
    theme: null,
    options: {
      readonly renderer: 'svg';
      readonly ssr: true;
      readonly width: number;
      readonly height: number;
    },
  ): Chart;
}

interface Chart {
  setOption(option: object): void;
  renderToSVGString(): string;
  dispose(): void;
}

/** Tones that are read on white as well as on a dark page; there is no background. */
const tones = { text: '#737c87', grid: 'rgba(115, 124, 135, 0.25)', alone: '#2f81f7', again: '#d1622b' };

const size = { width: 1000, height: 480 };
const margins = { left: 64, right: 24, top: 52, bottom: 56 };

/** What a line of labels takes. */
const lineHeight = 13;

/** Finds the library that draws, before anything takes time. It is no dependency: few draw, and it takes 60 MB. */
export function findECharts(): ECharts {
  try {
    return require(require.resolve('echarts', { paths: [process.cwd(), __dirname] })) as ECharts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Failure('--svg is drawn by Apache ECharts, which is not installed here: npm install echarts');
  }
}

/** Draws recall against bytes: a point for each way alone, and one for its best ranked again. */
export async function drawPicture(
  echarts: ECharts,
  path: string,
  measured: readonly Measured[],
  k: number,
  again: number,
  about: string,
): Promise<void> {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption(optionOf(measured, k, again, about));
  const title = `Recall@${k} against bytes of a vector. ${about}`;
  const svg = chart
    .renderToSVGString()
    // For those who hear pages instead of seeing them.
    .replace('>', `><title>${escaped(title)}</title>`)
    // Of a pointer over it, which means nothing in a picture.
    .replace(/<style[\s\S]*?<\/style>\n?/g, '')
    .replace(/ class="[^"]*"/g, '');
  chart.dispose();
  await writeFile(path, [Buffer.from(`${svg}\n`)], true);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function optionOf(measured: readonly Measured[], k: number, again: number, about: string): object {
  const bytes = measured.map((way) => way.bytes);
  const least = Math.min(90, Math.floor(10 * Math.min(...measured.map(({ recall }) => recall))) * 10);
  const shifts = labelShifts(measured, (size.height - margins.top - margins.bottom) / (100 - least));
  const text = { color: tones.text, fontFamily: 'sans-serif' };
  const axis = {
    nameLocation: 'middle',
    nameTextStyle: { ...text, fontSize: 13 },
    axisLabel: text,
    axisLine: { lineStyle: { color: tones.text } },
    splitLine: { lineStyle: { color: tones.grid } },
    minorSplitLine: { show: false },
  };
  const names = [`codes alone`, `best ${again} ranked again by floats`];
  return {
    animation: false,
    title: { text: about, left: 12, top: 8, textStyle: { ...text, fontSize: 14, fontWeight: 'normal' } },
    legend: { data: names, right: 48, top: 6, itemWidth: 10, itemHeight: 10, itemGap: 24, textStyle: text },
    grid: margins,
    xAxis: {
      ...axis,
      type: 'log',
      logBase: 2,
      name: 'bytes of a vector',
      nameGap: 32,
      min: Math.min(...bytes) / 1.5,
      max: Math.max(...bytes) * 1.5,
      axisLabel: {
        ...text,
        formatter: (value: number) => (Number.isInteger(Math.log2(value)) ? String(value) : ''),
      },
    },
    yAxis: {
      ...axis,
      type: 'value',
      name: `recall@${k}, %`,
      nameGap: 40,
      min: least,
      max: 100,
    },
    series: [
      {
        name: names[1],
        type: 'scatter',
        symbolSize: 10,
        itemStyle: { color: 'transparent', borderColor: tones.again, borderWidth: 2, opacity: 1 },
        data: measured.map((way) => [way.bytes, 100 * way.recallAgain]),
      },
      {
        name: names[0],
        type: 'scatter',
        symbolSize: 8,
        itemStyle: { color: tones.alone, opacity: 1 },
        data: measured.map((way) => ({
          value: [way.bytes, 100 * way.recall],
          name: labelOf(way),
          label: { offset: [0, shifts.get(way)!] },
        })),
        label: { ...text, show: true, position: 'right', formatter: '{b}', fontSize: 11 },
      },
    ],
  };
}

/** How far down each label moves, so that none lies upon another of the same bytes. */
function labelShifts(measured: readonly Measured[], pixelsPerPoint: number): Map<Measured, number> {
  const shifts = new Map<Measured, number>();
  const ends = new Map<number, number>();
  for (const way of [...measured].sort((a, b) => b.recall - a.recall)) {
    const y = 100 * (1 - way.recall) * pixelsPerPoint;
    const free = Math.max(y, ends.get(way.bytes) ?? -Infinity);
    shifts.set(way, free - y);
    ends.set(way.bytes, free + lineHeight);
  }
  return shifts;
}

/** Few bits are always by row: their labels would reach the next bytes. */
function labelOf({ kept, rule }: Measured): string {
  return `${kept} ${rule.replace('row, ', '')}`.trim();
}
