require('./check.cjs')(require('linquant'), require('linquant/formats'));
