/** Draws a plan. */
import { END, NOWHERE, START, type Plan, type PlanExit, type PlanNode } from './plan.ts';
import { subplanOf } from './subplans.ts';

/**
 * The text of a Mermaid flowchart: solid arrows for edges and what channels trigger, dotted ones for conditional edges and commands,
 * labelled where the answer is not the node's name; a small circle where several nodes are waited for. An exit that may lead
 * anywhere is drawn to a node `any node`. A subgraph is a box with its own flowchart.
 *
 * @example
 * console.log(mermaid(plan));
 */
export function mermaid(plan: Plan): string {
  return `flowchart TD\n${new Drawing(plan, '').lines().join('')}`;
}

const ANYWHERE = '__anywhere__';

class Drawing {
  readonly #plan: Plan;
  /** Before every id, so that those of subgraphs are others. */
  readonly #prefix: string;
  readonly #lines: string[] = [];
  #ends = false;
  #anywhere = false;

  constructor(plan: Plan, prefix: string) {
    this.#plan = plan;
    this.#prefix = prefix;
  }

  lines(): readonly string[] {
    const { nodes, start } = this.#plan;
    this.#line(`${this.#id(NOWHERE)}([start])`);
    for (const node of nodes) this.#drawNode(node);
    this.#drawJoins();
    for (const node of [start, ...nodes]) this.#drawExits(node);
    this.#drawTriggers();
    if (this.#anywhere) this.#line(`${this.#prefix}${ANYWHERE}[any node]`);
    if (this.#ends) this.#line(`${this.#end()}([end])`);
    return this.#lines;
  }

  #line(text: string): void {
    this.#lines.push(`  ${text}\n`);
  }

  /** Names of nodes may hold anything; their numbers are safe. */
  #id(index: number): string {
    return `${this.#prefix}${index === NOWHERE ? START : `n${index}`}`;
  }

  /** Is drawn where a branch stops. */
  #end(): string {
    this.#ends = true;
    return `${this.#prefix}${END}`;
  }

  #drawNode({ index, name, deferral }: PlanNode): void {
    const [id, label] = [this.#id(index), quoted(deferral === undefined ? name : `${name} (deferred)`)];
    const inner = subplanOf(this.#plan, name);
    if (inner === undefined) return this.#line(`${id}[${label}]`);
    this.#line(`subgraph ${id}[${label}]`);
    for (const line of new Drawing(inner.plan, `${id}_`).lines()) this.#lines.push(`  ${line}`);
    this.#line('end');
  }

  #drawJoins(): void {
    const { channels, nodes, start } = this.#plan;
    for (const [slot, { visible, subscribers }] of channels.entries()) {
      if (visible) continue;
      const sources = [start, ...nodes].filter(({ signals }) => signals.some((signal) => signal.slot === slot));
      const deferred = subscribers.some((index) => nodes[index]?.deferral === slot);
      if (deferred) for (const { index } of sources) this.#arrows(this.#id(index), subscribers);
      else {
        const join = `${this.#prefix}join${slot}`;
        this.#line(`${join}((" "))`);
        for (const { index } of sources) this.#line(`${this.#id(index)} --- ${join}`);
        this.#arrows(join, subscribers);
      }
    }
  }

  #arrows(from: string, targets: readonly number[]): void {
    for (const index of targets) this.#line(`${from} --> ${this.#id(index)}`);
  }

  #drawExits({ index, targets, routers, ends, signals }: PlanNode): void {
    const from = this.#id(index);
    this.#arrows(from, targets);
    for (const router of routers) this.#dotted(from, router);
    if (!ends.open) this.#dotted(from, ends);
    const leads = targets.length + routers.length + signals.length > 0 || !ends.open;
    if (!leads) this.#line(`${from} --> ${this.#end()}`);
  }

  #dotted(from: string, { targets, open }: PlanExit): void {
    if (open) {
      this.#anywhere = true;
      this.#line(`${from} -.-> ${this.#prefix}${ANYWHERE}`);
      return;
    }
    for (const [answer, index] of targets) {
      const [name, to] = index === NOWHERE ? [END, this.#end()] : [this.#plan.nodes[index]?.name, this.#id(index)];
      this.#line(`${from} -.${answer === name ? '' : ` ${quoted(answer)} .`}-> ${to}`);
    }
  }

  /** In a program of channels: who writes one is not known before it runs, so the channel itself is drawn. */
  #drawTriggers(): void {
    for (const [slot, { name, visible, subscribers }] of this.#plan.channels.entries()) {
      if (!visible || subscribers.length === 0) continue;
      const channel = `${this.#prefix}channel${slot}`;
      this.#line(`${channel}[/${quoted(name)}/]`);
      this.#arrows(channel, subscribers);
    }
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('\n', ' ')}"`;
}
