/**
 * The nearest of what is pushed, as a heap with the farthest on top. Of equal
 * distances those that were pushed first stay, but for the order within the
 * heap, which is that of scikit-learn's: it settles which ones go.
 */
export class NeighborHeap {
  /** The distances, the greatest first. */
  readonly distances: Float64Array;
  /** Whose distances they are. */
  readonly positions: Int32Array;

  /** Makes a heap of a fixed size, full of infinities. */
  constructor(size: number) {
    this.distances = new Float64Array(size);
    this.positions = new Int32Array(size);
    this.clear();
  }

  /** The distance that one must be below to be pushed. */
  get farthest(): number {
    return this.distances[0]!;
  }

  /** Empties it. */
  clear(): void {
    this.distances.fill(Infinity);
    this.positions.fill(0);
  }

  /** Takes one in if it is nearer than the farthest, which leaves. */
  push(distance: number, position: number): void {
    const { distances, positions } = this;
    if (!(distance < distances[0]!)) return;
    const size = distances.length;
    let at = 0;
    while (true) {
      const left = 2 * at + 1;
      const right = left + 1;
      if (left >= size) break;
      const child = right >= size || distances[left]! >= distances[right]!
        ? left
        : right;
      if (distances[child]! <= distance) break;
      distances[at] = distances[child]!;
      positions[at] = positions[child]!;
      at = child;
    }
    distances[at] = distance;
    positions[at] = position;
  }
}
