import { describe, expect, it } from 'vitest';
import { abortError, InvalidConfigError, LLMError, MossError } from '../../src/base/index.ts';
import { describeFailure } from '../../src/cli/failure.ts';

const context = { interrupted: false, secrets: ['sk-secret'] };

describe('describeFailure', () => {
  it('exits with 2 for misuse', () => {
    expect(describeFailure(new InvalidConfigError('USAGE', 'unknown option'), context)).toEqual({
      name: 'InvalidConfigError',
      code: 'USAGE',
      message: 'unknown option',
      interrupted: false,
      exitCode: 2,
    });
  });

  it.each([
    [new LLMError('LLM_STATUS', 'refused', { provider: 'openAI' }), 'LLMError', 'LLM_STATUS', 'refused'],
    [new MossError('DEPENDENCY_MISSING', 'install it'), 'MossError', 'DEPENDENCY_MISSING', 'install it'],
    [new RangeError('too far'), 'RangeError', 'UNEXPECTED', 'too far'],
    ['thrown text', 'Error', 'UNEXPECTED', 'thrown text'],
    [abortError(), 'AbortError', 'UNEXPECTED', 'This operation was aborted'],
  ])('exits with 1 for %o', (error, name, code, message) => {
    expect(describeFailure(error, context)).toEqual({ name, code, message, interrupted: false, exitCode: 1 });
  });

  it('exits with 130 for an abort by the user', () => {
    expect(describeFailure(abortError(), { ...context, interrupted: true })).toMatchObject({
      code: 'ABORTED',
      interrupted: true,
      exitCode: 130,
    });
  });

  it('does not blame the user for another error that came after Ctrl-C', () => {
    const error = new MossError('LLM_FAILED', 'broken');
    expect(describeFailure(error, { ...context, interrupted: true })).toMatchObject({
      code: 'LLM_FAILED',
      exitCode: 1,
    });
  });

  it('hides keys that a server quotes', () => {
    const error = new Error('Incorrect API key sk-secret (sk-secret)');
    expect(describeFailure(error, context).message).toBe('Incorrect API key *** (***)');
  });
});
