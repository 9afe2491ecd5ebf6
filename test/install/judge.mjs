// Compares what programs printed with what a way expects.

/** The lines that the check program printed. */
export function linesOf({ stdout }) {
  return [...stdout.matchAll(/^.*?(\{"linquant":.*\})/gm)].map(([, line]) => JSON.parse(line));
}

const shortened = (text) => (text.length > 110 ? `${text.slice(0, 107)}...` : text);

/** What is wrong with one line of the check program. */
function judgeLine(expected, line) {
  const wrong = [];
  if (line.linquant !== expected.backend)
    wrong.push(`${line.linquant} instead of ${expected.backend}: ${line.reason}`);
  if (expected.instructionSet && line.instructionSet !== expected.instructionSet) {
    wrong.push(`${line.instructionSet} instead of ${expected.instructionSet}`);
  }
  if (expected.reason && !expected.reason.test(line.reason ?? '')) {
    wrong.push(`the reason does not match ${expected.reason}: ${line.reason}`);
  }
  if (expected.attempt) {
    const named = line.attempts.filter(({ path }) => path.endsWith('linquant.node'));
    if (!named.some(({ error }) => expected.attempt.test(error))) {
      wrong.push(`no attempt on the file matches ${expected.attempt}: ${JSON.stringify(line.attempts)}`);
    }
  }
  return wrong;
}

/** What is wrong with one process. */
function judgeRun(expected, run) {
  const { status, signal, stdout, stderr } = run;
  if (status !== 0) return [`exit ${status ?? signal}: ${stderr.slice(-1500)}${stdout.slice(-1500)}`];
  const lines = linesOf(run);
  if (lines.length !== (expected.lines ?? 1)) {
    return [`${lines.length} lines instead of ${expected.lines ?? 1}: ${stdout}${stderr}`];
  }
  const wrong = lines.flatMap((line) => judgeLine(expected, line));
  const warnings = stderr.match(/\[LINQUANT_FALLBACK\]/g)?.length ?? 0;
  if (warnings !== (expected.warnings ?? 0))
    wrong.push(`${warnings} warnings instead of ${expected.warnings ?? 0}`);
  // What others say on stderr is their affair (`noise`); linquant says nothing there but its one warning.
  const said = stderr
    .split('\n')
    .filter(
      (text) => text && !expected.noise?.test(text) && !/LINQUANT_FALLBACK|--trace-warnings/.test(text),
    );
  if (said.length > 0) wrong.push(`said on stderr: ${said.join('\n')}`);
  return wrong;
}

/** One line in short, for the table; where the package lies is of no interest there. */
function shown({ linquant, instructionSet, reason, attempts, runtime }) {
  if (linquant === 'native') return `native ${instructionSet} (${runtime})`;
  const why = attempts.map(({ error }) => error).join('; ') || reason || 'no reason';
  return `${linquant}: ${shortened(why.replaceAll(/\/\S*\/node_modules\//g, '').replaceAll(/\s+/g, ' '))} (${runtime})`;
}

/** The verdict on the processes of a way. */
export function judge(expected, runs) {
  const lines = runs.flatMap(linesOf).map(shown);
  return {
    printed: [...new Set(lines)].join('; ') || 'nothing',
    wrong: runs.flatMap((run) => judgeRun(expected, run)),
  };
}

/** In words, for the table. */
function wordsOf({ backend, instructionSet, reason, attempt, warnings }) {
  const parts = [
    backend,
    instructionSet,
    (reason ?? attempt) && `why ${reason ?? attempt}`,
    warnings && 'one warning',
  ];
  return parts.filter(Boolean).join(', ');
}

/** A way whose programs print the line of the check program. */
export function way(name, expected, programs, { needs } = {}) {
  const run = async (kit) => judge(expected, [await programs(kit)].flat());
  return { name, expected: wordsOf(expected), run, needs };
}

/** A way of another kind: `program` gives { printed, wrong }. */
export function other(name, expected, program, { needs } = {}) {
  return { name, expected, run: program, needs };
}

export const native = { backend: 'native' };
