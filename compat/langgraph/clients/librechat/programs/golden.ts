/** The scenarios of `test/runtime/golden/`, played by the package's own `Run`. */
import { librechatSubject } from '../../../../librechat/oracle/librechat-subject.ts';
import { play } from '../../../../../test/runtime/golden-player.ts';
import { readScenario, scenarioNames } from '../../../../../test/runtime/golden-scenario.ts';
import type { Program, Programs } from '../../program.ts';

const scenario =
  (name: string): Program =>
  async (t) => {
    await t.attempt('recording', () => play(readScenario(name), librechatSubject));
  };

export const programs: Programs = Object.fromEntries(scenarioNames().map((name) => [name, scenario(name)]));
