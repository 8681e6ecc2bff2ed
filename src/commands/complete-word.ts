/** First word by which the scripts of `inference-sim completion` ask what could come next; not for people. */
export const COMPLETE = "__complete";
