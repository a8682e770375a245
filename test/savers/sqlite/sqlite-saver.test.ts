import { runSaverSuite } from '../../conformance/saver.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';

runSaverSuite('SqliteSaver', () => new SqliteSaver(':memory:'));
