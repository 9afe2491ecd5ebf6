import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';

// Not awaited, since a bundle in CommonJS cannot: a rejection ends the process all the same.
check(linquant, formats);
