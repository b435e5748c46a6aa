// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.structure.planted.cycleb;

import dev.tocsin.structure.planted.cyclea.Chicken;

public record Egg(Chicken chicken) {}
