// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.cyclea;

import dev.tocsin.structure.planted.cycleb.Egg;

public record Chicken(Egg egg) {}
