// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import java.time.Instant;

/// One request on its way: who asks, when, and where what is decided goes.
record Turn(Asker asker, Instant now, DataOutcome outcome) {}
