/** Is told how much of some work is done, from 0 to 1. */
export type Progress = (done: number) => void;

/**
 * Shows how far long work has come, on a line of stderr that is wiped at the end. Where stderr is no terminal (a
 * pipe, a log) it shows nothing.
 */
export function showProgress(label: string): Progress {
  let shown = -1;
  return (done) => {
    const percent = Math.floor(100 * done);
    if (!process.stderr.isTTY || percent === shown) return;
    shown = percent;
    process.stderr.write(done < 1 ? `\r${label}: ${percent} %` : '\r\x1b[K');
  };
}
