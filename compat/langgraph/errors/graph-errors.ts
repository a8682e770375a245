/** Graphs that cannot be built or run as they are. */
import { BaseLangGraphError, type BaseLangGraphErrorFields } from './base-error.ts';

/** The run used up its super-steps before it came to an end. */
export class GraphRecursionError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'GraphRecursionError';
  }

  static get unminifiable_name(): string {
    return 'GraphRecursionError';
  }
}

/** A graph, or what it was called with, does not make sense. */
export class GraphValueError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'GraphValueError';
  }

  static get unminifiable_name(): string {
    return 'GraphValueError';
  }
}

/** No edge leads to a node. */
export class UnreachableNodeError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'UnreachableNodeError';
  }

  static get unminifiable_name(): string {
    return 'UnreachableNodeError';
  }
}

/** @deprecated Nothing throws it any more. */
export class MultipleSubgraphsError extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'MultipleSubgraphError';
  }

  static get unminifiable_name(): string {
    return 'MultipleSubgraphError';
  }
}

/** A graph on a server failed. */
export class RemoteException extends BaseLangGraphError {
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'RemoteException';
  }

  static get unminifiable_name(): string {
    return 'RemoteException';
  }
}

/** What a StateGraph was made of is not a state. */
export class StateGraphInputError extends BaseLangGraphError {
  /** @param message is not used: there is one thing to say */
  constructor(message?: string, fields?: BaseLangGraphErrorFields) {
    super(message, fields);
    this.name = 'StateGraphInputError';
    this.message =
      'Invalid StateGraph input. Make sure to pass a valid StateDefinition, Annotation.Root, or Zod schema.';
  }

  static get unminifiable_name(): string {
    return 'StateGraphInputError';
  }
}
