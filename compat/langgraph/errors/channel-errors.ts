/** Channels that have nothing to give, or were given what they cannot take. */
import { BaseLangGraphError, type BaseLangGraphErrorFields } from './base-error.ts';

/** Writes that a channel cannot take. */
export class InvalidUpdateError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'InvalidUpdateError';
  }

  static get unminifiable_name(): string {
    return 'InvalidUpdateError';
  }
}

/** There is nothing in the input that the graph takes. */
export class EmptyInputError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'EmptyInputError';
  }

  static get unminifiable_name(): string {
    return 'EmptyInputError';
  }
}

/** A channel was read that holds nothing. It is thrown and caught in the course of things, so it goes without a stack. */
export class EmptyChannelError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message, fields);
    Error.stackTraceLimit = limit;
    this.name = 'EmptyChannelError';
  }

  static get unminifiable_name(): string {
    return 'EmptyChannelError';
  }
}
