// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.alto.client;

import dev.tocsin.structure.planted.alto.io.Served;

record ClientThatKnowsItsServer(Served server) {}
