// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.core;

import dev.tocsin.structure.planted.io.SleepyManager;

record CoreThatKnowsIo(SleepyManager io) {}
