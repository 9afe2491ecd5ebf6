import { bytesText } from './units.js';

/** How often the line is written anew, in milliseconds. */
const pause = 100;

/** Tells on a terminal how far a work is, with its rate and the time that is left; in a pipe nothing. */
export class Progress {
  readonly #isShown = process.stderr.isTTY === true;
  #step = '';
  #started = 0;
  #written = 0;

  /**
   * @param step - what is done; another one begins anew
   * @param bytes - that are done
   * @param total - of all there is to do
   */
  show(step: string, bytes: number, total: number): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (step !== this.#step) {
      this.#step = step;
      this.#started = now;
    }
    if (now - this.#written < pause) return;
    this.note(progressLine(step, bytes, total, now - this.#started));
  }

  /** Shows a line. */
  note(line: string): void {
    if (!this.#isShown) return;
    this.#written = performance.now();
    // A line that the terminal breaks could not be removed.
    const width = Math.max(20, process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\x1b[K${line.length > width ? `${line.slice(0, width - 3)}...` : line}`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#isShown && this.#written > 0) process.stderr.write('\r\x1b[K');
    this.#written = 0;
  }
}

/** The line, without its ending; `elapsed` is in milliseconds. */
export function progressLine(step: string, bytes: number, total: number, elapsed: number): string {
  const share = total === 0 ? 1 : bytes / total;
  const line = `${step}  ${Math.floor(100 * share)} %  ${bytesText(bytes)} of ${bytesText(total)}`;
  if (elapsed < 2 * pause || bytes === 0) return line;
  const left = (elapsed * (1 - share)) / share / 1000;
  return `${line}  ${bytesText((1000 * bytes) / elapsed)}/s  ${timeText(left)} left`;
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
