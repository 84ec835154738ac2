// The few statistics that the tables need, and the seeded order of rounds.

const sorted = (samples) => [...samples].sort((left, right) => left - right);

/** The sample below which a part of all lies. */
export function percentile(samples, part) {
  const ascending = sorted(samples);
  return ascending[Math.min(ascending.length - 1, Math.floor(part * ascending.length))];
}

export function median(samples) {
  const ascending = sorted(samples);
  const middle = ascending.length >> 1;
  return ascending.length % 2 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
}

/** The middle half: how far the samples are apart. */
export const spread = (samples) => percentile(samples, 0.75) - percentile(samples, 0.25);

export const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** Another order in every round, so that what drifts hits all alike. */
export function shuffled(items, random = Math.random) {
  const left = [...items];
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [left[index], left[other]] = [left[other], left[index]];
  }
  return left;
}
