import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';

await check(linquant, formats);
