/** What agents and the people who watch over them ask and answer, for interfaces that show such questions. */

/* oxlint-disable typescript/no-explicit-any -- arguments of actions are between those who ask and those who answer */

/** What may be answered. */
export interface HumanInterruptConfig {
  allow_ignore: boolean;
  /** With text. */
  allow_respond: boolean;
  /** By other arguments for the action. */
  allow_edit: boolean;
  /** As it is. */
  allow_accept: boolean;
}

export interface ActionRequest {
  action: string;
  args: Record<string, any>;
}

/**
 * A question, as it is given to `interrupt`.
 *
 * @example
 * const question: HumanInterrupt = {
 *   action_request: { action: 'send_mail', args: { to: 'ada@example.org' } },
 *   config: { allow_accept: true, allow_edit: true, allow_respond: false, allow_ignore: false },
 * };
 */
export interface HumanInterrupt {
  action_request: ActionRequest;
  config: HumanInterruptConfig;
  description?: string;
}

/** Its answer: text for `response`, an action for `edit`, nothing for the others. */
export type HumanResponse = {
  type: 'accept' | 'ignore' | 'response' | 'edit';
  args: null | string | ActionRequest;
};
