using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Digdir.Altinn.VendorRegistry.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class GrainStates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "grain_states",
                columns: table => new
                {
                    Vendor = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: false),
                    Epoch = table.Column<long>(type: "bigint", nullable: false),
                    AtRest = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<byte[]>(type: "bytea", nullable: false),
                    StateHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grain_states", x => x.Vendor);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "grain_states");
        }
    }
}
