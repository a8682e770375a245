/** Whether `value` is an object marked with `brand`, by whichever copy of the package (ESM beside CJS). */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && brand in value;
}
