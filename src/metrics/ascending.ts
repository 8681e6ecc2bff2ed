/** The values in ascending order: the array itself when it is so already, as arrivals mostly are, else a sorted copy. */
export function ascending(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) {
    if (values[i - 1]! > values[i]!) return values.slice().sort();
  }
  return values;
}
