/** The one generator used here, without the rest of seedrandom; @types/seedrandom types the whole package only. */
declare module "seedrandom/lib/alea.js" {
  const alea: (seed: string) => () => number;
  export default alea;
}
