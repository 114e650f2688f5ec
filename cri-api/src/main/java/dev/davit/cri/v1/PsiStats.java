// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;
import java.util.Optional;

/** The message {@code PsiStats} of the CRI. */
public record PsiStats(
    @Field(json = "Full", proto = "Full") Optional<PsiData> full,
    @Field(json = "Some", proto = "Some") Optional<PsiData> some) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.full = full;
    builder.some = some;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<PsiData> full = Optional.empty();
    private Optional<PsiData> some = Optional.empty();

    private Builder() {}

    /** Sets {@code Full}. */
    public Builder full(PsiData value) {
      this.full = Optional.of(value);
      return this;
    }

    /** Sets {@code Some}. */
    public Builder some(PsiData value) {
      this.some = Optional.of(value);
      return this;
    }

    /** The message. */
    public PsiStats build() {
      return new PsiStats(full, some);
    }
  }
}
