// Stands in for string-width in the bundle. The package segments graphemes, and creating its Intl.Segmenter costs
// every start 30 ms; the help text it measures is ASCII with colour codes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with one.
const COLOUR = /\u001B\[[0-9;]*m/g;

export default function stringWidth(text) {
  return String(text).replace(COLOUR, "").length;
}
