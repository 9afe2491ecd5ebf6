/** Each byte with its bits in the other order. */
export const reversedBits = Uint8Array.from({ length: 256 }, (_, byte) => {
  let other = 0;
  for (let bit = 0; bit < 8; bit++) other |= ((byte >> bit) & 1) << (7 - bit);
  return other;
});
