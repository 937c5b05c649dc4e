namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>Where in both documents a change is.</summary>
/// <param name="Old">Pointer in the old one; null when it is not there.</param>
/// <param name="New">Pointer in the new one; null when it is not there.</param>
/// <param name="Property">The property's name, when the change is about one of those of the schema; else null.</param>
internal readonly record struct Place(string? Old, string? New, string? Property)
{
    /// <summary>Pointer of the whole that it is part of, when it should be named after that; else null.</summary>
    public string? Whole { get; init; }

    /// <summary>The keyword of both schemas; the schemas themselves when it is null.</summary>
    public static Place Of(SchemaSides sides, string? keyword)
    {
        return new(At(sides.Was), At(sides.Now), null) { Whole = sides.Now.Pointer };

        string At(SchemaView view) => keyword is not null && view.Values(keyword).Select(value => value.Pointer).FirstOrDefault() is { } found ? found : view.Pointer;
    }
}

/// <summary>The two schemas being compared, the flow, and where to tell what is found.</summary>
internal sealed record SchemaSides(SchemaView Was, SchemaView Now, Flow Flow, SchemaPair Pair)
{
    /// <summary>True once nothing more can be compared, because values of one have no place in the other.</summary>
    public bool TypesPart { get; set; }

    /// <summary>Writes down a change.</summary>
    public void Tell(ApiRule rule, Place place, string before = "", string after = "")
    {
        var subject = ApiText.Subject(place.Whole ?? Now.Pointer);
        if (place.Property is { } property)
        {
            subject = subject.Length == 0 ? ApiText.Short(property) : $"{subject}.{ApiText.Short(property)}";
        }

        Pair.Changes.Add(new ApiChange
        {
            Rule = rule,
            Subject = new(subject, subject, subject),
            OldPointer = place.Old ?? (place.New is null ? Was.Pointer : null),
            NewPointer = place.New ?? (place.Old is null ? Now.Pointer : null),
            Before = before,
            After = after,
        });
    }

    /// <summary>Writes down a move of a facet.</summary>
    public void Tell(Facet facet, Move move, string keyword, string before = "", string after = "") => Tell(facet[Flow, move], Place.Of(this, keyword), before, after);

    /// <summary>Tells what became of the field that says which alternative a value is.</summary>
    public void CompareDiscriminators()
    {
        var (was, now) = (Of(Was), Of(Now));
        if (was.Name != now.Name)
        {
            // That the field is named at all changes no value; that it has another name does.
            if (was.Name is not null && now.Name is not null)
            {
                Tell(ApiRules.Discriminator, Move.Changed, "discriminator", ApiText.Short(was.Name), ApiText.Short(now.Name));
            }

            return;
        }

        if (was.Values.Count == 0 || now.Values.Count == 0)
        {
            return;
        }

        if (was.Values.Except(now.Values).ToList() is { Count: > 0 } gone)
        {
            Tell(ApiRules.Discriminator, Move.Narrowed, "discriminator", ApiText.List(gone));
        }

        if (now.Values.Except(was.Values).ToList() is { Count: > 0 } come)
        {
            Tell(ApiRules.Discriminator, Move.Widened, "discriminator", "", ApiText.List(come));
        }

        static (string? Name, List<string> Values) Of(SchemaView view)
        {
            foreach (var discriminator in view.Values("discriminator"))
            {
                return (discriminator.Text("propertyName"), [.. (discriminator["mapping"]?.Members() ?? []).Select(member => member.Name)]);
            }

            return (null, []);
        }
    }
}
