/** Words of tasks that take more than a look-up. */
const TASKS = new RegExp(
  `\\b(?:${[
    "analy[sz](?:e|is|ing)",
    "argue|arguments?",
    "architecture",
    "assess(?:ing|ment)?",
    "compar(?:e|ing|ison)",
    "contrast(?:ing)?",
    "critici[sz]e|critique",
    "debug(?:ging)?",
    "deriv(?:e|ing|ation)",
    "design(?:ing)?",
    "diagnos(?:e|ing|is)",
    "evaluat(?:e|ing|ion)",
    "explain why",
    "implement(?:ing|ation)?",
    "justify(?:ing)?",
    "optimi[sz](?:e|ing|ation)",
    "plan(?:ning)?",
    "prioriti[sz](?:e|ing)",
    "prove|proof",
    "refactor(?:ing)?",
    "step by step",
    "strategy|strategies",
    "synthesi[sz]e|synthesis",
    "trade-?offs?",
    "weigh(?:ing)?",
  ].join("|")})\\b`,
  "gi",
);

/** Points for each different task, and as many at most. */
const PER_TASK = 10;
const MOST_FOR_TASKS = 30;

/** As many words say nothing; then each further five give a point, up to so many. */
const FREE_WORDS = 15;
const WORDS_PER_POINT = 5;
const MOST_FOR_WORDS = 20;

/**
 * How hard a prompt is, from 0 to 50: points for its length and for words of tasks that take more than a look-up. Plain rules stand in
 * for the model that AWS predicts with; as that one, they know English alone. `undefined` for a prompt without words.
 */
export function difficultyOf(prompt: string): number | undefined {
  const words = prompt.match(/\S+/g)?.length ?? 0;
  if (words === 0) return undefined;
  const tasks = new Set(prompt.match(TASKS)?.map((task) => task.toLowerCase()));
  const forTasks = Math.min(tasks.size * PER_TASK, MOST_FOR_TASKS);
  const forWords = Math.min(Math.max(0, Math.floor((words - FREE_WORDS) / WORDS_PER_POINT)), MOST_FOR_WORDS);
  return forTasks + forWords;
}
