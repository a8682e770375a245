/** Lists that this process has stored or read last, so that the next one is told to begin with the same items without being read. */
import type { SeenList } from './tail-of-list.ts';

const MOST_LISTS = 64;
const MOST_ITEMS = 100_000;

/** The lists used last; of each channel of a graph one. */
export class ListMemory {
  readonly #lists = new Map<string, SeenList>();
  #items = 0;

  get(graph: number, channel: string): SeenList | undefined {
    return this.#lists.get(placeOf(graph, channel));
  }

  set(graph: number, channel: string, list: SeenList): void {
    const place = placeOf(graph, channel);
    this.#drop(place);
    this.#lists.set(place, list);
    this.#items += list.items.length;
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= MOST_LISTS && this.#items <= MOST_ITEMS) break;
      this.#drop(oldest);
    }
  }

  #drop(place: string): void {
    this.#items -= this.#lists.get(place)?.items.length ?? 0;
    this.#lists.delete(place);
  }
}

function placeOf(graph: number, channel: string): string {
  return `${graph} ${channel}`;
}
