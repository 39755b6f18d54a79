/** A question that takes longer is in trouble: whoever comes then asks anew instead of waiting for it. */
const USUAL_MS = 1_000;

type Asking<Answer> = {
  begunAt: number;
  ended: Promise<void>;
  /** The one after it, which somebody waits for already. */
  next?: Promise<Answer>;
};

/**
 * A question that many ask at once is asked for all of them together. Whoever comes while it is being asked waits for the next
 * asking: what he is told was read after he came, so it is never older than what he has just done or been told. Nothing is kept
 * once it has been answered, and an error reaches all who waited.
 */
export function askTogether<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const underWay = new Map<string, Asking<Answer>>();

  async function begin(key: string, question: Question): Promise<Answer> {
    const answer = ask(question);
    const asking: Asking<Answer> = {
      begunAt: performance.now(),
      ended: answer.then(
        () => {},
        () => {},
      ),
    };
    underWay.set(key, asking);
    try {
      return await answer;
    } finally {
      if (asking.next === undefined && underWay.get(key) === asking) underWay.delete(key);
    }
  }

  return (question) => {
    const key = JSON.stringify(question);
    const asking = underWay.get(key);
    if (asking === undefined || performance.now() - asking.begunAt > USUAL_MS) return begin(key, question);
    asking.next ??= asking.ended.then(() => begin(key, question));
    return asking.next;
  };
}
