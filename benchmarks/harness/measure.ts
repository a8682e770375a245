/** What a fresh process measures. */
import type { Scenario, Work } from '../contender.ts';
import { median } from './statistics.ts';

/** How long one process measures, in milliseconds of main-thread CPU. */
export interface Budget {
  /** Warm-up; at least one call. */
  readonly warmUp: number;
  /** One sample; at least one call. */
  readonly sample: number;
  /** No sample begins after this long. */
  readonly limit: number;
  /** Samples at most. */
  readonly samples: number;
}

/** What came of one process. */
export interface Measurement {
  /** Microseconds of main-thread CPU per unit. */
  readonly us: number;
  /** MB of resident memory: the process at its peak; where an import is measured, what it added. */
  readonly rssMb: number;
  /** Bytes held or stored per unit, where memory or storage is measured. */
  readonly bytes?: number;
}

const MB = 1024 * 1024;

/** @throws what the work throws */
export async function measure(
  kind: Scenario['measure'],
  work: Work,
  units: number,
  budget: Budget,
): Promise<Measurement> {
  switch (kind) {
    case 'time':
      return measureTime(work, units, budget);
    case 'memory':
      return measureMemory(work, units);
    case 'storage':
      return measureStorage(work, units);
    case 'import':
      return measureImport(work);
  }
}

async function measureTime(work: Work, units: number, budget: Budget): Promise<Measurement> {
  let calls = 0;
  const warmUp = await cpuOf(async () => {
    const began = mainThreadCpu();
    do {
      await work();
      calls++;
    } while (mainThreadCpu() - began < budget.warmUp * 1000);
  });
  const callsPerSample = Math.max(1, Math.round((budget.sample * 1000 * calls) / warmUp));
  const samples: number[] = [];
  let spent = 0;
  while (samples.length === 0 || (samples.length < budget.samples && spent < budget.limit * 1000)) {
    const us = await cpuOf(async () => {
      for (let call = 0; call < callsPerSample; call++) await work();
    });
    samples.push(us / (callsPerSample * units));
    spent += us;
  }
  return { us: median(samples), rssMb: peakRss() };
}

async function measureMemory(work: Work, units: number): Promise<Measurement> {
  const before = await settledHeap();
  let letGo: unknown;
  const us = await cpuOf(async () => {
    letGo = await work();
  });
  const bytes = ((await settledHeap()) - before) / units;
  const rssMb = peakRss();
  if (typeof letGo === 'function') await letGo();
  return { us: us / units, rssMb, bytes };
}

/** A second time for the CPU: what the first one compiles is not of interest. */
async function measureStorage(work: Work, units: number): Promise<Measurement> {
  const stored = await work();
  if (typeof stored !== 'number') throw new Error('The work did not return how many bytes it stored.');
  const us = await cpuOf(async () => void (await work()));
  return { us: us / units, rssMb: peakRss(), bytes: stored / units };
}

async function measureImport(work: Work): Promise<Measurement> {
  const before = process.memoryUsage.rss();
  const us = await cpuOf(async () => void (await work()));
  return { us, rssMb: (process.memoryUsage.rss() - before) / MB };
}

/** Microseconds of main-thread CPU that an action takes, exact to some tens of them. */
async function cpuOf(action: () => Promise<void>): Promise<number> {
  await rest();
  const before = mainThreadCpu();
  await action();
  await rest();
  return mainThreadCpu() - before;
}

/**
 * Microseconds of CPU that the main thread has used so far; what other threads do for it, most of garbage collection and
 * compilation, is not in it. Kernels bring the account of a running thread up to date every few milliseconds only.
 */
function mainThreadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Lets the thread stop for a moment: that brings its account up to date. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

function peakRss(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Bytes in use, on the heap and in buffers, after everything that is garbage has gone. */
async function settledHeap(): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('Memory can only be measured under node --expose-gc.');
  for (let turn = 0; turn < 4; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
